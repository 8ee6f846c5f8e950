namespace CodeRunner.Worker.Sandboxes.Swarm;

/// <summary>The daemon of one machine: <see cref="Address"/> as the swarm knows the machine, <see cref="Endpoint"/> unix:// or tcp://. Whoever reaches it is root there.</summary>
public sealed class SwarmNodeEndpoint
{
    public string Address { get; set; } = "";

    public string Endpoint { get; set; } = "";
}
