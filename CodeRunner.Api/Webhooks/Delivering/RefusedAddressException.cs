namespace CodeRunner.Api.Webhooks.Delivering;

/// <summary>Says alike of a name that is not known and of a private address: whoever sets a URL shall not learn which names this network knows.</summary>
internal sealed class RefusedAddressException(Exception? inner = null) : Exception(Text, inner)
{
    public const string Text = "The host is not known, or its address is not public.";
}
