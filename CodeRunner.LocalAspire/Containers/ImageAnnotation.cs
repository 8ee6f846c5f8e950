using Aspire.Hosting.ApplicationModel;

namespace CodeRunner.LocalAspire.Containers;

/// <summary>The image of a container that is only described.</summary>
internal sealed record ImageAnnotation(string Image, string Tag) : IResourceAnnotation;
