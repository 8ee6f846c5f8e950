namespace CodeRunner.Benchmarks.Dashboard;

/// <summary>
/// One load of a page. Milliseconds from the beginning of the navigation: until something of it was painted, and until it hears clicks (its circuit lives); <paramref name="Scripts"/> are the bytes that came over the
/// wire, compressed, with headers.
/// </summary>
internal sealed record PageLoad(double Painted, double Interactive, IReadOnlyDictionary<string, double> Scripts);

/// <summary>A log that was read from its end to its beginning: the lines and elements on the page, and how long each frame took, in milliseconds.</summary>
internal sealed record LogScroll(int Lines, int Elements, IReadOnlyList<double> Frames);
