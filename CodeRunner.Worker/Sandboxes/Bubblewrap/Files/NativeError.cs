using System.Runtime.InteropServices;

namespace CodeRunner.Worker.Sandboxes.Bubblewrap.Files;

internal static class NativeError
{
    public const int NotFound = 2;
    public const int Exists = 17;

    public static int Code => Marshal.GetLastPInvokeError();

    public static IOException Last(string tried) => new($"{tried}: {Marshal.GetPInvokeErrorMessage(Code)}", Code);
}
