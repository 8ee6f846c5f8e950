namespace CodeRunner.Benchmarks.Load;

/// <summary>What a person does with the platform.</summary>
internal enum LoadAct
{
    /// <summary>A list, or one thing of it.</summary>
    Read,

    /// <summary>The last lines of a log.</summary>
    LogTail,

    ConfigEdit,

    /// <summary>How a deployment is.</summary>
    Status,

    SignIn,

    /// <summary>A release from an upload.</summary>
    Deploy,
}
