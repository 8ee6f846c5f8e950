namespace CodeRunner.Worker.Builds;

/// <summary>The program that serves static sites, carried in this assembly.</summary>
internal static class StaticServer
{
    private const string Resource = "CodeRunner.Worker.Builds.static-server.mjs";

    public static async Task WriteAsync(string path, CancellationToken cancellationToken)
    {
        await using var program = typeof(StaticServer).Assembly.GetManifestResourceStream(Resource)
            ?? throw new InvalidOperationException($"{Resource} is not in the assembly.");
        await using var file = new FileStream(path, FileMode.CreateNew, FileAccess.Write);
        await program.CopyToAsync(file, cancellationToken);
    }
}
