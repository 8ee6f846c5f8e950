using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using CodeRunner.Api.Problems;
using CodeRunner.Api.Templates;
using CodeRunner.Contracts;
using CodeRunner.Contracts.Releases;
using CodeRunner.Core.Releases;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;

namespace CodeRunner.Api.Releases;

/// <summary>Takes the source of a release from a request: multipart with an archive, or JSON that names one of the other kinds.</summary>
internal sealed class SourceIntake(ArchiveUpload upload, TemplateCatalog templates, IOptions<SourcesOptions> options)
{
    public async Task<Received> ReceiveAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (request.HasFormContentType)
            return await upload.ReceiveAsync(request, cancellationToken);
        if (!request.HasJsonContentType())
            return Refusal.UnsupportedMediaType("Send multipart/form-data with the field source, or JSON.");
        var body = await JsonSerializer.DeserializeAsync<CreateReleaseRequest>(request.Body, Wire.Json, cancellationToken);
        return body is null ? Refusal.Invalid("body", "It is needed.") : Receive(body);
    }

    private Received Receive(CreateReleaseRequest body)
    {
        var given = new[] { body.GitUrl is not null, body.Template is not null, body.Files is not null, body.Image is not null }.Count(each => each);
        if (given != 1)
            return Refusal.Invalid("body", "Name exactly one of gitUrl, template, files and image.");
        return body switch
        {
            { GitUrl: { } url } => ReceiveGit(url, body.GitRef),
            { Template: { } template } => ReceiveTemplate(template),
            { Files: { } files } => ReceiveFiles(files),
            _ => ReceiveImage(body.Image!),
        };
    }

    private Received ReceiveGit(string url, string? gitRef)
    {
        var trimmed = url.Trim();
        return GitSource.Check(trimmed, gitRef, options.Value.AllowedPrivateGitHosts).Any(out var invalid)
            ? invalid
            : new ReceivedSource(new SourceDescription(SourceKind.Git, trimmed, string.IsNullOrEmpty(gitRef) ? null : gitRef), null);
    }

    private Received ReceiveTemplate(string id) => templates.Open(id) is { } archive
        ? new ReceivedSource(new SourceDescription(SourceKind.Template, id, Bytes: archive.Length), archive)
        : Refusal.Invalid("template", "There is no source template of this name.");

    private Received ReceiveFiles(IReadOnlyDictionary<string, string> files)
    {
        if (InlineFiles.Check(files, options.Value.MaxInlineFiles).Any(out var invalid))
            return invalid;
        var archive = InlineFiles.Pack(files);
        return new ReceivedSource(new SourceDescription(SourceKind.Files, null, Bytes: archive.Length), archive);
    }

    /// <summary>Whether it is there, and whether the deployment's node can run it, shows when the node pulls it.</summary>
    private static Received ReceiveImage(string image) => ImageReference.TryParse(image.Trim(), out _)
        ? new ReceivedSource(new SourceDescription(SourceKind.Image, image.Trim()), null)
        : Refusal.Invalid("image", "It must be an image's name, such as ghcr.io/you/app:1.2 or nginx@sha256:….");

    /// <summary>A source, or the answer that refuses it.</summary>
    internal readonly struct Received
    {
        private readonly ReceivedSource? source;
        private readonly ProblemHttpResult? refusal;

        private Received(ReceivedSource? source, ProblemHttpResult? refusal) => (this.source, this.refusal) = (source, refusal);

        public static implicit operator Received(ReceivedSource source) => new(source, null);

        public static implicit operator Received(ProblemHttpResult refusal) => new(null, refusal);

        public bool TryGet([NotNullWhen(true)] out ReceivedSource? received, [NotNullWhen(false)] out ProblemHttpResult? why)
        {
            (received, why) = (source, refusal);
            return received is not null;
        }
    }
}
