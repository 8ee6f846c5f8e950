namespace Aspire.Hosting.ApplicationModel;

/// <summary>A value that can be used while running and written in a manifest.</summary>
public interface IExpressionValue : IValueProvider, IManifestExpressionProvider;
