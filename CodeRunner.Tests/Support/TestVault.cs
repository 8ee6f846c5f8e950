using CodeRunner.Core.Vault;

namespace CodeRunner.Tests.Support;

/// <summary>The master keys of this test run, the same for every service.</summary>
internal static class TestVault
{
    public static string Keys { get; } = KeyRing.Generate(DateTimeOffset.UnixEpoch);
}
