namespace Aspire.Hosting.ApplicationModel;

/// <summary>A value as it is written in a manifest, such as <c>{db.connectionString}</c>.</summary>
public interface IManifestExpressionProvider
{
    string ValueExpression { get; }
}
