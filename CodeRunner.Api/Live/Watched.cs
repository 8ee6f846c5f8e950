namespace CodeRunner.Api.Live;

/// <summary>What is watched of a deployment or a project: each way of watching is begun and ended for itself.</summary>
internal enum Watched
{
    /// <summary>All there is to it.</summary>
    All,

    Metrics,
}
