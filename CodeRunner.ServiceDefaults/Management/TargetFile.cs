using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace CodeRunner.ServiceDefaults.Management;

/// <summary>Tells a Prometheus of this machine (file_sd) where a process is to be asked; it goes with the process, or with the next one when that was killed.</summary>
internal sealed partial class TargetFile(string path)
{
    private const string Prefix = "coderunner-";

    /// <summary>Null where no directory is named, or it takes no file: metrics can be asked for all the same.</summary>
    public static TargetFile? Write(string directory, string service, Uri address, ILogger logger)
    {
        if (directory.Length == 0)
            return null;
        var file = new TargetFile(Path.Combine(directory, $"{Prefix}{service}-{Environment.ProcessId}.json"));
        object[] targets = [new { targets = new[] { address.Authority }, labels = new { service = ShortName(service) } }];
        try
        {
            Directory.CreateDirectory(directory);
            RemoveForgotten(directory);
            file.WriteWhole(JsonSerializer.Serialize(targets));
            return file;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            NotWritten(logger, exception, directory);
            return null;
        }
    }

    public void Delete() => File.Delete(path);

    private static string ShortName(string service) => service[(service.LastIndexOf('.') + 1)..].ToLowerInvariant();

    private void WriteWhole(string json)
    {
        File.WriteAllText(path + ".new", json);
        File.Move(path + ".new", path, overwrite: true);
    }

    private static void RemoveForgotten(string directory)
    {
        foreach (var file in Directory.EnumerateFiles(directory, $"{Prefix}*.json"))
            if (int.TryParse(Path.GetFileNameWithoutExtension(file).Split('-')[^1], CultureInfo.InvariantCulture, out var id) && !IsAlive(id))
                File.Delete(file);
    }

    private static bool IsAlive(int processId)
    {
        try
        {
            using var process = Process.GetProcessById(processId);
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Prometheus is not told of this process: {Directory} takes no file")]
    private static partial void NotWritten(ILogger logger, Exception exception, string directory);
}
