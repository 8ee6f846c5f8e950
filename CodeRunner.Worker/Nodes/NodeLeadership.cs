using CodeRunner.Worker.Data;

namespace CodeRunner.Worker.Nodes;

/// <summary>Of the Workers with the same data directory, one: another machine's files can be reached only there.</summary>
internal sealed class NodeLeadership(Database database, NodeIdentity node, IEnumerable<INodeLeaderDuty> duties, TimeProvider clock, ILogger<NodeLeadership> logger)
    : Leadership($"node {node.Disk}", database, duties, clock, logger);
