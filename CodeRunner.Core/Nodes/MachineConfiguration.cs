using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CodeRunner.Core.Nodes;

internal sealed class MachineConfiguration : IEntityTypeConfiguration<Machine>
{
    public void Configure(EntityTypeBuilder<Machine> builder)
    {
        builder.ToTable("machines");
        builder.Property(machine => machine.Id).HasMaxLength(100);
        builder.Property(machine => machine.Facts).AsJson();
        builder.Property(machine => machine.Refused).HasMaxLength(Machine.MostRefusedLength);
    }
}
