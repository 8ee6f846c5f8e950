using System.Net.Sockets;
using CodeRunner.Worker.Sandboxes.Container;
using Docker.DotNet;

namespace CodeRunner.Worker.Sandboxes.Swarm;

internal static class SwarmErrors
{
    /// <summary>The engine did not answer, or not as one that can be relied on now: a manager without its quorum is not there either.</summary>
    public static bool IsAway(Exception e) => e is HttpRequestException or SocketException or TimeoutException or IOException || (e is DockerApiException refused && (int)refused.StatusCode >= 500);

    public static SandboxException Away(Exception away) => new("engine_away", "The swarm's manager does not answer.", away);

    public static SandboxException NotStarted(string words, Exception? inner = null) => new("start_failed", $"The swarm could not start it: {EngineWords.ForPeople(words)}", inner);
}
