using CodeRunner.Contracts.Nodes;
using CodeRunner.Core.Nodes;

namespace CodeRunner.Api.Nodes;

internal static class MachineViews
{
    public static MachineResponse Show(this Machine machine) => new(machine.Id, machine.Facts, machine.Since, machine.SeenAt) { Wanted = machine.Wanted, Refused = machine.Refused };
}
