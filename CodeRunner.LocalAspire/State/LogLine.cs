namespace Aspire.Hosting.ApplicationModel;

/// <summary>A line of console output, its time first. Numbers count from 1 without gaps, so that a reader sees what it missed.</summary>
public readonly record struct LogLine(int LineNumber, string Content, bool IsErrorMessage);
