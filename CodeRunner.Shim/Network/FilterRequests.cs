using CodeRunner.Shim.Protocol;

namespace CodeRunner.Shim.Network;

/// <summary>
/// The same policy as the routes, once more, as nftables rules. Routes do not hold a socket that names its device: then the kernel takes whatever they refuse for a
/// neighbour's address, and groups and broadcasts go out in any case. No rule asks what the socket wanted, only where the packet goes.
/// </summary>
internal static class FilterRequests
{
    public static NetlinkBatch Make(NetworkPolicy policy)
    {
        var batch = new NetlinkBatch();
        FilterTable.Begin(batch);
        var table = new FilterTable(batch, FilterTable.Version4, FilterTable.ToAccept);
        table.Add(FilterExpressions.ToLoopbackDevice, FilterTable.ToAccept);
        table.Accept(policy.Allowed);
        table.Drop(policy.Prohibited);
        FilterTable.End(batch);
        return batch;
    }
}
