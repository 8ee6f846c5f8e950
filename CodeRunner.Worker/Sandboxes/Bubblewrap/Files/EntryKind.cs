namespace CodeRunner.Worker.Sandboxes.Bubblewrap.Files;

internal enum EntryKind
{
    Other,
    File,
    Directory,
    Link,
}
