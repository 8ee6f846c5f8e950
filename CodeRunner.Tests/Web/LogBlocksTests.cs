using Microsoft.Playwright;

namespace CodeRunner.Tests.Web;

/// <summary>The rows of a long log, in a browser.</summary>
public sealed class LogBlocksTests : IAsyncLifetime
{
    private ScriptPage script = null!;

    private IPage Page => script.Page;

    public async Task InitializeAsync()
    {
        script = await ScriptPage.OpenAsync("<style>.block { display: flow-root } .far { content-visibility: auto } .r { line-height: 20px }</style><div style='height: 400px; overflow: auto; overflow-anchor: none' class='lines'></div>");
        await script.GoAsync();
        await Page.EvaluateAsync(
            """
            async () => {
              Object.assign(globalThis, await import("/js/logblocks.js"), { lines: document.querySelector(".lines") });
              globalThis.rows = (from, to) => Array.from({ length: to - from }, (_, index) => Object.assign(document.createElement("div"), { className: "r", textContent: `line ${from + index}` }));
            }
            """);
    }

    public Task DisposeAsync() => script.DisposeAsync().AsTask();

    [Fact]
    public async Task All_rows_are_there_in_order_however_they_came_and_only_near_ones_are_drawn()
    {
        var seen = await Page.EvaluateAsync<int[]>(
            """
            async () => {
              addRows(lines, rows(1000, 1250));
              addRows(lines, rows(1250, 1251));
              addRows(lines, rows(1251, 3000));
              const older = blocksOf(rows(0, 1000));
              lines.prepend(...older);
              settle(lines);
              await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
              const texts = [...lines.querySelectorAll(".r")].map((row) => row.textContent);
              const drawn = [...lines.querySelectorAll(".r")].filter((row) => row.checkVisibility({ contentVisibilityAuto: true })).length;
              return [texts.length, texts.filter((text, index) => text !== `line ${index}`).length, lines.querySelectorAll(".block").length, drawn];
            }
            """);

        seen[..3].ShouldBe([3000, 0, 60]);
        seen[3].ShouldBeInRange(20, 1000, "those that are seen, and some around");
    }

    [Fact]
    public async Task What_is_not_drawn_is_as_high_as_it_will_be()
    {
        var heights = await Page.EvaluateAsync<double[]>(
            """
            async () => {
              const all = rows(0, 2000);
              for (const row of all) if (row.textContent.endsWith("7")) row.style.height = "55px";
              addRows(lines, all);
              const before = lines.scrollHeight;
              settle(lines);
              const frame = () => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
              await frame();
              const after = lines.scrollHeight;
              lines.scrollTop = after / 2;
              await frame();
              return [before, after, lines.scrollHeight];
            }
            """);

        heights.Distinct().Count().ShouldBe(1, string.Join(", ", heights));
    }

    [Fact]
    public async Task Rows_leave_at_the_beginning_one_by_one_and_by_blocks()
    {
        var left = await Page.EvaluateAsync<string[]>(
            """
            () => {
              addRows(lines, rows(0, 1000));
              settle(lines);
              dropRows(lines, (row) => Number(row.textContent.slice(5)) >= 730);
              const kept = [...lines.querySelectorAll(".r")];
              const height = lines.querySelector(".block").offsetHeight;
              dropRows(lines, () => false);
              return [kept[0].textContent, String(kept.length), String(height), String(lines.childElementCount)];
            }
            """);

        left.ShouldBe(["line 730", "270", "400", "0"]);
    }
}
