namespace CodeRunner.LocalAspire.Processes;

/// <summary>What a killed run may have left: a program that wrote its pid into a file in its working directory.</summary>
internal sealed record RemainsQuery(string Resource, string Program, string PidFile, int StopSignal);
