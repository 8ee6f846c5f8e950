namespace CodeRunner.Worker.Sandboxes;

/// <summary>Reads what one sandbox uses, again and again: what is opened for that stays open until it is disposed. For one caller at a time.</summary>
public interface ISandboxMeter : IDisposable
{
    /// <summary>False when it can be read no more: the sandbox has ended.</summary>
    bool TryRead(out SandboxReading reading);
}
