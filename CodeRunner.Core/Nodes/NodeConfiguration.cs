using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CodeRunner.Core.Nodes;

internal sealed class NodeConfiguration : IEntityTypeConfiguration<Node>
{
    public void Configure(EntityTypeBuilder<Node> builder)
    {
        builder.ToTable("nodes");
        builder.Property(node => node.Id).HasMaxLength(100);
        builder.Property(node => node.Enforced).HasDefaultValueSql("'{}'");
        builder.Property(node => node.Load).AsJson();
    }
}
