namespace CodeRunner.Shim.Protocol;

/// <summary>How a sandbox's network namespace, which has but its own loopback at first, is connected.</summary>
internal sealed record NetworkInstruction
{
    /// <summary>The program of the user-mode stack, by absolute path, with its arguments. It finds what it needs on <see cref="NetworkDescriptors"/>. Null: the sandbox stays alone.</summary>
    public IReadOnlyList<string>? Stack { get; init; }

    /// <summary>In force before anything of the app runs; null without a stack.</summary>
    public NetworkPolicy? Policy { get; init; }

    /// <summary>
    /// Where the shim may not enter the namespace and come back: what enters it, by absolute path. The shim has itself run by that with the word
    /// <see cref="InsideWord"/>, to stay there. Null: the shim enters.
    /// </summary>
    public IReadOnlyList<string>? Inside { get; init; }

    public const string InsideWord = "network";
}
