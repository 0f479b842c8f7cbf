#!/usr/bin/env perl
# What a records officer would write in an afternoon: keep paragraphs marked (U) or (SBU), mask the others, log each
# removal with a digest. No overall marking, no inheritance, no second reading: a peer for speed, not for use.
use strict;
use warnings;
use Digest::SHA qw(sha256_hex);
use File::Find;
use File::Path qw(make_path);
use File::Basename qw(dirname);

my ($source, $out) = @ARGV;
die "paragraphs.pl SOURCE OUT\n" unless defined $out;
make_path($out);
open(my $log, '>', "$out/removed.log") or die $!;
find({ no_chdir => 1, wanted => sub {
    return unless -f $_;
    my $name = substr($_, length($source) + 1);
    open(my $in, '<', $_) or die $!;
    local $/;
    my $text = <$in>;
    close $in;
    my @kept;
    my $number = 0;
    for my $paragraph (split /\n{2,}/, $text) {
        $number++;
        if ($paragraph =~ /^\s*(?:\d+\.\s*)?\((U|SBU)\)/ || $paragraph !~ /\(([A-Z\/ ]+)\)/) {
            push @kept, $paragraph;
        } else {
            push @kept, "[paragraph withheld]";
            print $log join("\t", $name, $number, $1, sha256_hex($paragraph)), "\n";
        }
    }
    make_path(dirname("$out/$name"));
    open(my $to, '>', "$out/$name") or die $!;
    print $to join("\n\n", @kept), "\n";
    close $to;
} }, $source);
close $log;
