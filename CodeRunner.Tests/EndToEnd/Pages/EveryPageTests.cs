namespace CodeRunner.Tests.EndToEnd.Pages;

/// <summary>What every page and every dialog of the dashboard keeps, in both themes, from a small phone to a desk.</summary>
public sealed class EveryPageTests
{
    [Fact]
    public async Task No_page_or_dialog_violates_WCAG_A_or_AA_scrolls_sideways_shifts_flashes_moves_or_fails_anything()
    {
        var world = await World.GetAsync();
        var faults = await Task.WhenAll(new PageWalk(world, width: 320, also: 360).FaultsAsync(), new PageWalk(world, width: 1440, also: 768).FaultsAsync());
        faults.SelectMany(each => each).ShouldBeEmpty();
    }

    [Fact]
    public void Every_page_and_every_tab_has_a_row() =>
        PageTable.Routes().Where(route => !PageTable.Rows.Any(row => row.Covers(route))).ShouldBeEmpty();

    [Fact]
    public void Every_dialog_has_a_row() =>
        PageTable.Dialogs().Except(PageTable.Rows.SelectMany(row => row.Dialogs).Select(row => row.Dialog)).ShouldBeEmpty();
}
