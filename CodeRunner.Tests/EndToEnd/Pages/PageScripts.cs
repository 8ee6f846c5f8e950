namespace CodeRunner.Tests.EndToEnd.Pages;

/// <summary>What is asked of a page in the browser.</summary>
internal static class PageScripts
{
    /// <summary>Goes before every page: how much moved by itself since it began to load, what the theme was and became, and whether the tab lost its title.</summary>
    public const string Watch = """
        globalThis.seen = { shift: 0, moved: [], themes: [], flashed: [], untitled: 0 };
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries()) {
            if (entry.hadRecentInput) continue;
            seen.shift += entry.value;
            for (const source of entry.sources) seen.moved.push(`${entry.value.toFixed(3)} ${source.node?.nodeName} ${source.node?.className ?? source.node?.textContent}`);
          }
        }).observe({ type: "layout-shift", buffered: true });
        new MutationObserver((changes) => {
          if (document.readyState !== "loading") {
            for (const node of changes.flatMap((change) => [...change.addedNodes])) {
              const loading = node.matches?.(".loading") ? node : node.querySelector?.(".loading");
              if (loading) seen.flashed.push(loading.textContent.trim());
            }
            queueMicrotask(() => { if (!document.title) seen.untitled++; });
          }
          const theme = document.documentElement?.dataset.theme;
          if (theme !== seen.themes.at(-1)) seen.themes.push(theme);
        }).observe(document, { attributes: true, childList: true, subtree: true, attributeFilter: ["data-theme"] });
        """;

    /// <summary>Whether all is there: nothing loads any more, the page hears clicks, and what is live is.</summary>
    public const string IsThere = """
        (shows) => document.readyState === "complete" && document.fonts.status === "loaded" && !document.querySelector(".loading, [aria-busy=true]")
          && document.body.innerText.toLowerCase().includes(shows.toLowerCase())
          && [...document.querySelectorAll("[role=status].live")].every((light) => light.dataset.status === "live")
          && [...document.querySelectorAll("canvas")].every((canvas) => canvas.width > 0)
        """;

    /// <summary>What moves, although the person asked for no motion.</summary>
    public const string Moves = """
        () => document.getAnimations().filter((each) => each.effect.getComputedTiming().endTime > 1.5).map((each) => `${each.effect.target?.className} ${each.animationName ?? each.transitionProperty}`)
        """;

    /// <summary>What reaches out of a window in which the whole document can be scrolled sideways.</summary>
    public const string Wider = """
        () => document.documentElement.scrollWidth <= document.documentElement.clientWidth ? [] :
          [...document.querySelectorAll("body *")].filter((each) => each.getBoundingClientRect().right > document.documentElement.clientWidth + 0.5)
            .map((each) => `${each.nodeName.toLowerCase()}.${each.className}`).slice(0, 8)
        """;

    public const string SwitchTheme = "() => document.querySelector('[data-theme-toggle]').click()";

    /// <summary>What was changed is painted.</summary>
    public const string Drawn = "() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))";

    /// <summary>On the picture of a whole page, what stays in the window stands at the page's end.</summary>
    public const string NothingFloats = ".bottom { position: static !important; }";
}
