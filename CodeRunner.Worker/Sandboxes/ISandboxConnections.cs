namespace CodeRunner.Worker.Sandboxes;

/// <summary>All that the ingress needs of sandboxes.</summary>
public interface ISandboxConnections
{
    /// <summary>Connects to the port that the app was told to listen on. Throws <see cref="IOException"/> or a SocketException when it does not listen.</summary>
    ValueTask<Stream> ConnectAsync(Guid id, CancellationToken cancellationToken);
}
