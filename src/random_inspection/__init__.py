"""Random inspections in the open (双随机、一公开): draws that anybody can recompute."""
