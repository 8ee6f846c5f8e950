using CodeRunner.Tests.Support.Engines;

namespace CodeRunner.Tests.EndToEnd.Engines;

/// <summary>What of our own stylesheets an engine does not understand, and therefore leaves out without a word.</summary>
internal static class Stylesheets
{
    /// <summary>What may be left out: what is written for one engine by its name, and what only spares it an effort of its own.</summary>
    private const string MayLack = "/^(-(webkit|moz)-|overflow-anchor:)/";

    private const string Script =
        $$"""
        (async () => {
          const links = [...document.querySelectorAll("link[rel=stylesheet]")].filter(each => !each.href.includes("/_content/"));
          const texts = await Promise.all(links.map(async each => (await fetch(each.href)).text()));
          const rules = [...texts.join("").replace(/\/\*.*?\*\//gs, "").matchAll(/([^{};]*)\{([^{}]*)\}/g)].map(([, of, body]) => [of.trim(), body]).filter(([of]) => !of.startsWith("@"));
          const declarations = rules.flatMap(([of, body]) => body.split(/;(?![^(]*\))/).map(each => [of, each.trim()])).filter(([, each]) => each);
          const selects = (of) => { try { return /^(from|to|[\d.]+%)$/.test(of) || (document.querySelector(of), true); } catch { return false; } };
          const supports = (each) => { const [name, ...value] = each.split(":"); return CSS.supports(name, value.join(":").replace("!important", "").trim()); };
          const named = (of, each) => declarations.some(([where, other]) => where === of && other === `-webkit-${each}` && supports(other));
          const lacks = [
            ...rules.map(([of]) => of).filter(of => !/::-(webkit|moz)-/.test(of) && !selects(of)),
            ...declarations.filter(([of, each]) => !{{MayLack}}.test(each) && !supports(each) && !named(of, each)).map(each => each.join(" { ")),
          ];
          return declarations.length < 500 ? "too few rules were found" : lacks.join("\n");
        })()
        """;

    public static async Task AreUnderstoodAsync(IWindow window) => (await window.AskAsync(Script)).ShouldBeEmpty();
}
