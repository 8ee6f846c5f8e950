namespace CodeRunner.Core.Vault.KeyServices;

/// <summary>Where a key service is: data keys and tokens go there.</summary>
internal static class KeyServiceAddress
{
    /// <summary>With a slash at its end. Throws <see cref="MasterKeyException"/> for one that has no TLS and is not this machine, or that has more in it than a place.</summary>
    public static Uri Parse(string text, string setting, string example)
    {
        if (!Uri.TryCreate(text.TrimEnd('/') + "/", UriKind.Absolute, out var address) || address.Scheme is not ("https" or "http"))
            throw new MasterKeyException($"{setting} must be an address, such as {example}.");
        if (address.UserInfo.Length > 0 || address.Query.Length > 0 || address.Fragment.Length > 0)
            throw new MasterKeyException($"{setting} must have no user, password, query or fragment in it.");
        return address.Scheme == "https" || address.IsLoopback
            ? address
            : throw new MasterKeyException($"{setting} must begin with https://: keys would cross the network in the clear.");
    }
}
