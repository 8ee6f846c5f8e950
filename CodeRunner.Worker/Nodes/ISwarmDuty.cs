namespace CodeRunner.Worker.Nodes;

/// <summary>Work that one of the Workers on a swarm does for all of them.</summary>
internal interface ISwarmDuty : ILeaderDuty;
