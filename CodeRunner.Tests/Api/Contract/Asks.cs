using System.Collections.Immutable;
using System.Text;
using FsCheck;
using FsCheck.Fluent;

namespace CodeRunner.Tests.Api.Contract;

/// <summary>Makes the requests to an operation: as it is documented, by its schemas, and with one thing wrong; the same ones for the same seed.</summary>
internal sealed class Asks(ApiDescription description, ulong seed)
{
    private const int Size = 20;
    private const int ByOwner = 8;

    private static readonly Gen<Role> Anybody = Gen.Frequency(
        (16, Gen.Constant(Role.Owner)), (1, Gen.Constant(Role.Viewer)), (1, Gen.Constant(Role.Machine)), (1, Gen.Constant(Role.Stranger)), (1, Gen.Constant(Role.Nobody)));

    private readonly Values values = new(description);

    public IEnumerable<Ask> Of(Operation operation, int count)
    {
        List<Ask> documented =
        [
            .. Enumerable.Repeat(new Ask(Role.Owner, Ask.Documented), ByOwner),
            .. new[] { Role.Viewer, Role.Machine, Role.Stranger, Role.Nobody }.Select(role => new Ask(role, Ask.Documented)),
        ];
        return [.. documented, .. Any(operation).Sample(count - documented.Count, new Rnd(seed ^ Hash(operation.Name)), Size)];
    }

    private Gen<Ask> Any(Operation operation)
    {
        List<(int, Gen<Ask>)> kinds = [(2, OddHeader(operation)), (1, OddAuthorization(operation))];
        if (operation.ParametersIn("path").Any())
            kinds.Add((2, OddPath(operation)));
        if (operation.ParametersIn("query").Any())
            kinds.Add((6, WithQuery(operation)));
        if (operation.Bodies.Count > 0)
        {
            kinds.Add((3, from who in Anybody from body in BySchema(operation) select new Ask(who, "by its schema") { Body = body }));
            kinds.Add((6, from who in Anybody from body in Broken(operation) select new Ask(who, "with one thing wrong in its body") { Body = body }));
            kinds.Add((2, from who in Anybody from bytes in Odd.Document select new Ask(who, "with an odd body") { Body = new(bytes, operation.Bodies[0].Name) }));
            kinds.Add((1, from who in Anybody from body in Good(operation) from type in Odd.ContentType select new Ask(who, "with an odd content type") { Body = body with { ContentType = type } }));
        }
        else
        {
            kinds.Add((1, from who in Anybody from bytes in Odd.Document from type in Odd.ContentType select new Ask(who, "with a body that nobody asked for") { Body = new(bytes, type) }));
        }
        return Gen.Frequency([.. kinds]);
    }

    private Gen<Ask> OddHeader(Operation operation) =>
        from who in Anybody from header in Odd.Header from body in Good(operation) select new Ask(who, "with an odd header") { Headers = [header], Body = body };

    private Gen<Ask> OddAuthorization(Operation operation) =>
        from said in Odd.Authorization from body in Good(operation) select new Ask(Role.Nobody, "with an odd token") { Headers = [("Authorization", said!)], Body = body };

    private Gen<Ask> OddPath(Operation operation) =>
        from who in Anybody
        from name in Gen.Elements(operation.ParametersIn("path").Select(each => each.Name))
        from step in Odd.Step
        from body in Good(operation)
        select new Ask(who, "with an odd path") { Path = ImmutableDictionary<string, string>.Empty.Add(name, step), Body = body };

    private Gen<Ask> WithQuery(Operation operation) =>
        from who in Anybody
        from parts in Gen.CollectToArray(operation.ParametersIn("query"), parameter =>
            from there in Gen.Choose(0, 3)
            from good in Gen.Elements(Known.ValuesOf(parameter.Name))
            from odd in Odd.Value
            select there switch { 0 => $"{parameter.Name}={odd}", 1 => $"{parameter.Name}={good}", _ => null })
        from twice in Gen.Choose(0, 9)
        from body in Good(operation)
        let said = parts.OfType<string>().ToList()
        select new Ask(who, "with its parameters") { Query = said.Count == 0 ? "?&=x" : $"?{string.Join('&', twice == 0 ? [.. said, .. said] : said)}", Body = body };

    /// <summary>What the description shows; without an example what its schema allows.</summary>
    private Gen<Payload> Good(Operation operation) => operation.Bodies.Count == 0 ? Gen.Constant<Payload>(null!) : Gen.Elements(operation.Bodies.Select(Known.Example));

    private Gen<Payload> BySchema(Operation operation) => Gen.OneOf(operation.Bodies.Select(body => body.Name.EndsWith("json", StringComparison.Ordinal)
        ? values.Of(body.Value.GetProperty("schema")).Select(Payload.Json)
        : Odd.Text.Select(text => new Payload(Encoding.UTF8.GetBytes($"A={text}"), body.Name))));

    private Gen<Payload> Broken(Operation operation) => Gen.OneOf(operation.Bodies.Select(body => body.Name.EndsWith("json", StringComparison.Ordinal)
        ? Breakage.Of(body.Value.GetProperty("example").GetRawText()).Select(Payload.Json)
        : from start in Gen.Choose(0, 200) let good = Known.Example(body) select good with { Bytes = good.Bytes[..Math.Min(start, good.Bytes.Length)] }));

    /// <summary>The same for the same text on every machine.</summary>
    private static ulong Hash(string text) => text.Aggregate(14695981039346656037UL, (hash, letter) => (hash ^ letter) * 1099511628211UL);
}
