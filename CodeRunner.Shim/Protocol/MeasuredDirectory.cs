namespace CodeRunner.Shim.Protocol;

/// <summary>A directory in the state directory that is looked at from time to time, since nothing else bounds it; the sandbox ends when it holds more than this.</summary>
internal sealed record MeasuredDirectory(string Name, long MaxBytes, int MaxEntries);
