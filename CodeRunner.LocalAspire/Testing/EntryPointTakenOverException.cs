namespace CodeRunner.LocalAspire.Testing;

/// <summary>Unwinds an AppHost's entry point once its builder belongs to a test.</summary>
internal sealed class EntryPointTakenOverException() : Exception("The application under test is built by the test.");
