using CodeRunner.Shim.Protocol;

namespace CodeRunner.Worker.Sandboxes.Swarm;

/// <summary>A line of a task's as its engine keeps it. The engine's time tells where to look for it again.</summary>
internal readonly record struct TaskEntry(EngineTime Time, TaskLine Line);
