using CodeRunner.Core.Access;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CodeRunner.Core.Projects;

internal sealed class MemberConfiguration : IEntityTypeConfiguration<Member>
{
    public void Configure(EntityTypeBuilder<Member> builder)
    {
        builder.ToTable("members");
        builder.HasKey(member => new { member.ProjectId, member.UserId });
        builder.HasOne<User>().WithMany().HasForeignKey(member => member.UserId).OnDelete(DeleteBehavior.Cascade);
        builder.PrimitiveCollection(member => member.Environments).ElementType().HasConversion<string>();
        builder.PrimitiveCollection(member => member.Reveals).ElementType().HasConversion<string>();
        builder.HasIndex(member => member.UserId);
    }
}
