using CodeRunner.Worker.Data;

namespace CodeRunner.Worker.Nodes;

/// <summary>Of the Workers whose sandboxes a swarm places, one: others can't ask it.</summary>
internal sealed class SwarmLeadership(Database database, IEnumerable<ISwarmDuty> duties, TimeProvider clock, ILogger<SwarmLeadership> logger)
    : Leadership("the swarm", database, duties, clock, logger);
