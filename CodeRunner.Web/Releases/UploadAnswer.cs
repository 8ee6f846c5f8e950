namespace CodeRunner.Web.Releases;

/// <summary>What the browser got for an upload; <see cref="Status"/> 0: nothing came back.</summary>
public sealed record UploadAnswer(int Status, string? Body);
