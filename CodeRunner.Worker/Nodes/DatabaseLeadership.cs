using CodeRunner.Worker.Data;

namespace CodeRunner.Worker.Nodes;

/// <summary>Of all Workers on a database, one.</summary>
internal sealed class DatabaseLeadership(Database database, IEnumerable<ILeaderDuty> duties, TimeProvider clock, ILogger<DatabaseLeadership> logger)
    : Leadership("all Workers", database, duties, clock, logger);
