using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace CodeRunner.Core.Access;

internal sealed class SessionConfiguration : IEntityTypeConfiguration<Session>
{
    public void Configure(EntityTypeBuilder<Session> builder)
    {
        builder.ToTable("sessions");
        builder.Property(session => session.Id).ValueGeneratedNever();
        builder.Property(session => session.Ip).HasMaxLength(45);
        builder.Property(session => session.UserAgent).HasMaxLength(Session.MostUserAgentLength);
        builder.HasOne<User>().WithMany().HasForeignKey(session => session.UserId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(session => new { session.UserId, session.Id });
        builder.HasIndex(session => session.ExpiresAt);
        builder.HasIndex(session => session.EndedAt);
    }
}
