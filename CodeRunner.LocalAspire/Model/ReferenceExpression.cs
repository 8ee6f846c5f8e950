using System.Runtime.CompilerServices;
using System.Text;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>A text with values in it that are known only once the application runs.</summary>
public class ReferenceExpression : IExpressionValue, IValueWithReferences
{
    private ReferenceExpression(string format, IReadOnlyList<IValueProvider> providers, IReadOnlyList<string> expressions, IReadOnlyList<string?> formats)
    {
        Format = format;
        ValueProviders = providers;
        ManifestExpressions = expressions;
        StringFormats = formats;
    }

    /// <summary>A composite format string with one place for each of <see cref="ValueProviders"/>.</summary>
    public string Format { get; }

    public IReadOnlyList<IValueProvider> ValueProviders { get; }

    public IReadOnlyList<string> ManifestExpressions { get; }

    /// <summary>For each value, null or <c>uri</c> (escaped for a URI).</summary>
    public IReadOnlyList<string?> StringFormats { get; }

    public string ValueExpression => string.Format(null, Format, [.. ManifestExpressions]);

    IEnumerable<object> IValueWithReferences.References => ValueProviders;

    public static ReferenceExpression Create(in ExpressionInterpolatedStringHandler handler) => handler.Build();

    public async ValueTask<string?> GetValueAsync(CancellationToken cancellationToken)
    {
        var values = new object?[ValueProviders.Count];
        for (var index = 0; index < values.Length; index++)
        {
            var value = await ValueProviders[index].GetValueAsync(cancellationToken);
            values[index] = StringFormats[index] == "uri" && value is not null ? Uri.EscapeDataString(value) : value;
        }

        return string.Format(null, Format, values);
    }

    /// <summary>Turns an interpolated string into a <see cref="ReferenceExpression"/>.</summary>
    [InterpolatedStringHandler]
    public ref struct ExpressionInterpolatedStringHandler(int literalLength, int formattedCount)
    {
        private readonly StringBuilder _format = new(literalLength + (formattedCount * 4));
        private readonly List<IValueProvider> _providers = new(formattedCount);
        private readonly List<string> _expressions = new(formattedCount);
        private readonly List<string?> _formats = new(formattedCount);

        public readonly void AppendLiteral(string value) => _format.Append(value.Replace("{", "{{").Replace("}", "}}"));

        public readonly void AppendFormatted(string? value) => AppendLiteral(value ?? "");

        public readonly void AppendFormatted(string? value, string? format = null) =>
            AppendLiteral(format == "uri" ? Uri.EscapeDataString(value ?? "") : value ?? "");

        public void AppendFormatted<T>(T valueProvider)
            where T : IValueProvider, IManifestExpressionProvider => AppendFormatted(valueProvider, format: null);

        public void AppendFormatted<T>(T valueProvider, string? format = null)
            where T : IValueProvider, IManifestExpressionProvider
        {
            _format.Append('{').Append(_providers.Count).Append('}');
            _providers.Add(valueProvider);
            _expressions.Add(valueProvider.ValueExpression);
            _formats.Add(format);
        }

        public void AppendFormatted<T>(IResourceBuilder<T> valueProvider)
            where T : IResource, IValueProvider, IManifestExpressionProvider => AppendFormatted(valueProvider.Resource);

        public void AppendFormatted<T>(IResourceBuilder<T> valueProvider, string? format = null)
            where T : IResource, IValueProvider, IManifestExpressionProvider => AppendFormatted(valueProvider.Resource, format);

        internal readonly ReferenceExpression Build() => new(_format.ToString(), _providers, _expressions, _formats);
    }
}
