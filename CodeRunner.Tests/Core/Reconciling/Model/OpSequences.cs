using FsCheck;
using FsCheck.Fluent;

namespace CodeRunner.Tests.Core.Reconciling.Model;

/// <summary>Random sequences of what may happen, which shrink to few and simple steps.</summary>
internal static class OpSequences
{
    public static Arbitrary<Op[]> Any(int longest, bool deletes = true) => Arb.From(
        from length in Gen.Choose(1, longest)
        from ops in Gen.ArrayOf(One(deletes), length)
        select ops,
        Simpler);

    private static Gen<Op> One(bool deletes) => Gen.Frequency<Op>(
        (6, from app in Gen.Frequency((8, Gen.Constant(AppKind.Good)), (4, Gen.Elements(Enum.GetValues<AppKind>()))) select (Op)new Op.Deploy(app)),
        (2, from instances in Gen.Choose(1, 4) select (Op)new Op.Scale(instances)),
        (2, Gen.Constant<Op>(new Op.Restart())),
        (1, Gen.Constant<Op>(new Op.Stop())),
        (2, Gen.Constant<Op>(new Op.Start())),
        (1, Gen.Constant<Op>(new Op.Change())),
        (2, from back in Gen.Choose(0, 3) select (Op)new Op.RollBack(back)),
        (1, Gen.Constant<Op>(new Op.Cancel())),
        (2, from instance in Gen.Choose(0, 3) select (Op)new Op.Kill(instance)),
        (1, from instance in Gen.Choose(0, 3) select (Op)new Op.Lose(instance)),
        (1, from instance in Gen.Choose(0, 3) select (Op)new Op.Ask(instance)),
        (1, Gen.Constant<Op>(new Op.KillWorker())),
        (1, from crowded in Gen.Elements(true, false) select (Op)new Op.Crowd(crowded)),
        (10, from seconds in Gen.Elements(1, 1, 2, 3, 5, 9, 20, 40, 90, 700) select (Op)new Op.Pass(seconds)),
        (deletes ? 1 : 0, from dice in Gen.Choose(1, 8) select dice == 1 ? new Op.Delete() : (Op)new Op.Pass(1)));

    private static IEnumerable<Op[]> Simpler(Op[] ops)
    {
        for (var size = ops.Length / 2; size >= 1; size /= 2)
        {
            for (var from = 0; from + size <= ops.Length; from += size)
                yield return [.. ops[..from], .. ops[(from + size)..]];
        }
        for (var index = 0; index < ops.Length; index++)
        {
            foreach (var simpler in Simpler(ops[index]))
                yield return [.. ops[..index], simpler, .. ops[(index + 1)..]];
        }
    }

    private static IEnumerable<Op> Simpler(Op op) => op switch
    {
        Op.Deploy { App: not AppKind.Good } => [new Op.Deploy(AppKind.Good)],
        Op.Scale { Instances: > 1 } => [new Op.Scale(1)],
        Op.Pass { Seconds: > 1 } pass => [new Op.Pass(1), new Op.Pass(pass.Seconds / 2)],
        Op.Kill { Instance: > 0 } => [new Op.Kill(0)],
        Op.Lose { Instance: > 0 } => [new Op.Lose(0)],
        Op.RollBack { Back: > 0 } => [new Op.RollBack(0)],
        _ => [],
    };
}
