"""The processes behind `prongsai serve`: one follows, some answer, one watches over them (ADR 0047, 0048)."""
