namespace CodeRunner.Tests.Api.Matrix;

/// <summary>What a route may take, and what somebody may have: the words of the documentation, not those of the code that is asked.</summary>
[Flags]
internal enum Rights
{
    Anyone = 0,
    SignedIn = 1,
    Operator = 2,
    Read = 4,
    Deploy = 8,
    Manage = 16,
    SeeConfig = 32,
    WriteConfig = 64,
    Reveal = 128,
    Own = 256,

    /// <summary>What nobody has.</summary>
    None = 512,
}
