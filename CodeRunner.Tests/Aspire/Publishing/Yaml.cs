using YamlDotNet.RepresentationModel;

namespace CodeRunner.Tests.Aspire.Publishing;

/// <summary>A node of a YAML document; what is not there fails with its name.</summary>
internal sealed class Yaml(YamlNode node)
{
    public Yaml this[string name] => new(((YamlMappingNode)node).Children.TryGetValue(new YamlScalarNode(name), out var child)
        ? child
        : throw new KeyNotFoundException($"'{name}' is not among {string.Join(", ", Names)}."));

    public string Text => ((YamlScalarNode)node).Value!;

    public IEnumerable<string> Names => ((YamlMappingNode)node).Children.Keys.Select(key => ((YamlScalarNode)key).Value!);

    public IEnumerable<Yaml> Items => ((YamlSequenceNode)node).Children.Select(child => new Yaml(child));

    public IEnumerable<string> Texts => Items.Select(item => item.Text);

    public static Yaml Parse(string text)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(text));
        return new Yaml(stream.Documents[0].RootNode);
    }

    public bool Has(string name) => Names.Contains(name);
}
