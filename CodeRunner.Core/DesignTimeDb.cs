using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;

namespace CodeRunner.Core;

/// <summary>Lets `dotnet ef migrations add` build the model without a database.</summary>
internal sealed class DesignTimeDb : IDesignTimeDbContextFactory<CodeRunnerDb>
{
    public CodeRunnerDb CreateDbContext(string[] args) =>
        new(new DbContextOptionsBuilder<CodeRunnerDb>().UseNpgsql("Host=localhost").Options);
}
