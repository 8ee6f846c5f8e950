using Microsoft.AspNetCore.Components;

namespace CodeRunner.Web.Palette;

/// <summary>Offers commands to the palette for as long as it is shown.</summary>
public sealed class PaletteOffer : ComponentBase, IDisposable
{
    [Parameter, EditorRequired]
    public string Title { get; set; } = "";

    [Parameter, EditorRequired]
    public IReadOnlyList<PaletteCommand> Commands { get; set; } = [];

    [Inject]
    private PaletteOffers Offers { get; set; } = default!;

    protected override void OnParametersSet() => Offers.Offer(this, new PaletteGroup(Title, Commands));

    public void Dispose() => Offers.Withdraw(this);
}
