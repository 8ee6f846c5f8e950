namespace CodeRunner.Worker.Sources.Archives;

internal enum ArchiveFormat
{
    Unknown,
    Zip,
    TarGz,
}
