using CodeRunner.LocalAspire.Parameters;

namespace CodeRunner.LocalAspire.Hosting;

/// <summary>What the builders of this library can beyond Aspire's interface.</summary>
internal interface ILocalBuilder
{
    GeneratedSecrets GeneratedSecrets { get; }
}
