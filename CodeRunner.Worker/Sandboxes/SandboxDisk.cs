namespace CodeRunner.Worker.Sandboxes;

/// <summary>
/// A disk of <see cref="Mb"/> megabytes in the file <see cref="Image"/>, which is made when it is not there, mounted over the empty directory
/// <see cref="Directory"/> for its holder and those sandboxes alone that are started with it. <see cref="Kept"/>: it is to be used again, so that it matters
/// whether all that was written to it arrived.
/// </summary>
public sealed record SandboxDisk(string Image, string Directory, int Mb, bool Kept = false);
