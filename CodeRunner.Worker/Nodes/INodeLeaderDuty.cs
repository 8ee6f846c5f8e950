namespace CodeRunner.Worker.Nodes;

/// <summary>Work that one Worker of each node does: what concerns the files of its data directory.</summary>
internal interface INodeLeaderDuty : ILeaderDuty;
