using System.Net;

namespace CodeRunner.Core.Network;

/// <summary>Networks as settings name them.</summary>
public static class Networks
{
    /// <summary>Reads a network (10.0.0.0/8) or an address (10.0.0.7), which is a network of one.</summary>
    public static bool TryParse(string text, out IPNetwork network)
    {
        if (IPNetwork.TryParse(text, out network))
            return true;
        if (!IPAddress.TryParse(text, out var address))
            return false;
        network = new IPNetwork(address, address.GetAddressBytes().Length * 8);
        return true;
    }
}
